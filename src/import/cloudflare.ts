import {
  cloudflareDnssec,
  cloudflareRecords,
  cloudflareRuleset,
  cloudflareRulesets,
  cloudflareSettings,
  ZONE_SETTINGS,
} from '../evidence/kinds/cloud/cloudflare.ts';
import { foundAs, unusable, type Found, type Reader } from './found.ts';
import { elementsOf, membersOf, textOf, type Json } from './json.ts';

/** Reads an answer of the API of Cloudflare: `{ result, success, errors }`. */
export const readCloudflare: Reader = (output, { command }) => {
  const { success, result, errors, result_info } = membersOf(output);
  if (typeof success !== 'boolean' || (result === undefined && errors === undefined)) return null;
  const what = formOf(result, command);
  if (!success) {
    const message = textOf(membersOf(elementsOf(errors)[0])['message']) ?? 'no reason given';
    return [unusable(what, 'unfit', `holds an answer without success: ${message.slice(0, 160)}`)];
  }
  if (what === null || result === undefined) {
    return [unusable(null, 'unsupported', 'holds an answer of Cloudflare that no rule reads')];
  }
  const complete = isWhole(result_info) && !isNarrowed(command);
  return [
    { ...foundAs(what, { result: contentOf(what, result) }), ...ownName(what, result), complete },
  ];
};

/** The end of the path that was asked for, by what is answered. */
const PATHS: readonly (readonly [RegExp, string])[] = [
  [/\/settings(?:\/\w+)?$/, cloudflareSettings.what],
  [/\/dnssec$/, cloudflareDnssec.what],
  [/\/rulesets$/, cloudflareRulesets.what],
  [/\/rulesets\/(?:phases\/\w+\/entrypoint|\w+)$/, cloudflareRuleset.what],
  [/\/dns_records$/, cloudflareRecords.what],
];

/** Which of the answers a result is: by the command, else by its members. */
function formOf(result: Json | undefined, command: string | null): string | null {
  const path = pathOf(command);
  const asked = path === null ? undefined : PATHS.find(([form]) => form.test(path));
  if (asked !== undefined) return asked[1];
  const list = Array.isArray(result);
  const first = membersOf(list ? result[0] : result);
  const has = (...fields: readonly string[]): boolean =>
    fields.every((field) => first[field] !== undefined);
  if (has('id', 'value', 'editable')) return cloudflareSettings.what;
  if (list && has('type', 'name', 'content')) return cloudflareRecords.what;
  if (has('kind', 'phase')) return list ? cloudflareRulesets.what : cloudflareRuleset.what;
  return has('status', 'key_tag') || has('status', 'ds') ? cloudflareDnssec.what : null;
}

/** The path in a command such as `GET /zones/ID/settings` or a call of curl, without its query. */
const pathOf = (command: string | null): string | null =>
  /\/zones\/[^\s'"?]{1,300}/.exec(command ?? '')?.[0].replace(/\/$/, '') ?? null;

/** Settings are read one by one or all at once, and few of them. */
function contentOf(what: string, result: Json): Json {
  if (what !== cloudflareSettings.what) return result;
  const known: readonly string[] = ZONE_SETTINGS;
  return (Array.isArray(result) ? result : [result]).filter((setting) =>
    known.includes(textOf(membersOf(setting)['id']) ?? ''),
  );
}

const ownName = (what: string, result: Json): Partial<Found> =>
  what === cloudflareRuleset.what ? { resource: textOf(membersOf(result)['id']) } : {};

function isWhole(info: Json | undefined): boolean {
  const { total_pages, cursors } = membersOf(info);
  if (textOf(membersOf(cursors)['after']) !== null) return false;
  return typeof total_pages !== 'number' || total_pages <= 1;
}

/** A query that asks for some of the records alone. */
function isNarrowed(command: string | null): boolean {
  const query = /\/zones\/[^\s'"?]{1,300}\?([^\s'"]{0,300})/.exec(command ?? '')?.[1] ?? '';
  const parts = query.split('&').filter((part) => part !== '');
  return parts.some((part) => !/^(?:per_page|order|direction)=/.test(part) && part !== 'page=1');
}
