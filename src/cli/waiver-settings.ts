import type { Config } from '../document/config.ts';
import type { Document } from '../document/document.ts';
import type { DocumentPath, Place, Places } from '../document/place.ts';
import { unknownRules } from '../document/rule-use.ts';
import { readWaivers, type Waiver } from '../document/waiver.ts';
import type { CheckedWaiver } from '../control/waiver.ts';
import { violationsIn } from './evidence-files.ts';
import { filesNamed, folderOf, readAll, refuse, repeatedIds, unknownNames } from './named-files.ts';
import type { LookFlags } from './options.ts';
import type { Judging } from './settings.ts';

/** A waiver and where it stands. */
export interface WrittenWaiver {
  readonly waiver: Waiver;
  readonly file: string;
  /** Where its value for a key stands. */
  readonly place: (key: keyof Waiver) => Place;
}

type Flags = Pick<LookFlags, 'waivers'>;

/** The waivers of assay.yaml and of files. Throws a UsageError or DocumentError. */
export function writtenWaivers(flags: Flags, config: Document<Config> | null): WrittenWaiver[] {
  const files = filesNamed(flags.waivers, config, config?.value.waiverFiles);
  return [
    ...(config === null ? [] : written(config, config.value.waivers ?? [])),
    ...readAll(files, readWaivers).flatMap((file) => written(file, file.value.waivers)),
  ];
}

const written = (places: Places, waivers: readonly Waiver[]): WrittenWaiver[] =>
  waivers.map((waiver, index) => ({
    waiver,
    file: places.file,
    place: (key) => places.place(['waivers', index, key] satisfies DocumentPath),
  }));

/**
 * The waivers with the digests of their evidence files checked. Throws one DocumentError for every
 * rule or control that does not exist and every id given twice.
 */
export function waiversOf(
  flags: Flags,
  { config, pack }: Pick<Judging, 'config' | 'pack'>,
): CheckedWaiver[] {
  const all = writtenWaivers(flags, config);
  const named = (key: 'id' | 'control') =>
    all.flatMap(({ waiver, place }) => {
      const name = waiver[key];
      return name === undefined ? [] : [{ name, place: place(key) }];
    });
  refuse([
    ...repeatedIds(named('id')),
    ...unknownRules(
      all.flatMap(({ waiver: { rule }, place }) =>
        rule === undefined ? [] : [{ rule, place: place('rule') }],
      ),
      new Set(pack.rules.map(({ id }) => id)),
    ),
    ...unknownNames(
      'control',
      named('control'),
      pack.controls.map(({ id }) => id),
    ),
  ]);
  return all.map(({ waiver, file }) => ({
    ...waiver,
    violations: violationsIn(folderOf(file), waiver.evidence),
  }));
}
