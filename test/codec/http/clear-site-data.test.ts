import { expect, test } from 'vitest';
import { clearSiteDataFaults, clearSiteDataOf } from '../../../src/codec/http/clear-site-data.ts';
import type { HeaderList } from '../../../src/codec/http/fields.ts';

const sent = (lines: readonly string[]): HeaderList =>
  lines.map((line) => ['Clear-Site-Data', line]);

// Clear Site Data, section 3.1: a list of quoted strings, compared as they are.
test.each<[string[], string[], string[]]>([
  [['"cache"'], ['cache'], []],
  [['"*"'], ['*'], []],
  [['"cache","cookies","storage"'], ['cache', 'cookies', 'storage'], []],
  [['"cookies", "cache"'], ['cookies', 'cache'], []],
  [[' "cache" ,\t"storage"'], ['cache', 'storage'], []],
  [['"cache"', '"cookies"'], ['cache', 'cookies'], []],
  [['"cache", "cache"'], ['cache'], []],
  [['"executionContexts", "clientHints"'], ['executionContexts', 'clientHints'], []],
  [['"prefetchCache", "prerenderCache"'], ['prefetchCache', 'prerenderCache'], []],
  [['"storage:inbox"'], ['storage:inbox'], []],
  [['"cache",,'], ['cache'], []],
  [[''], [], []],
  [[], [], []],
  [['"cache", cookies'], ['cache'], ['partly']],
  [['"cache", "unknown"'], ['cache'], ['partly']],
  [['"cache"; "cookies"'], [], ['ignored']],
  [['cache'], [], ['ignored']],
  [['*'], [], ['ignored']],
  [['cache, cookies, storage'], [], ['ignored']],
  [["'cache'"], [], ['ignored']],
  [['"Cache"'], [], ['ignored']],
  [['"cache,cookies"'], [], ['ignored']],
  [['"cache" "cookies"'], [], ['ignored']],
  [['"cache'], [], ['ignored']],
  [['"cache"\v'], [], ['ignored']],
  [['"ca\\che"'], [], ['ignored']],
  [['""'], [], ['ignored']],
  [['("cache")'], [], ['ignored']],
])('%j clears %j', (lines, types, faults) => {
  expect(clearSiteDataOf(sent(lines))).toEqual(types);
  expect(clearSiteDataFaults(sent(lines)).map(({ effect }) => effect)).toEqual(faults);
});
