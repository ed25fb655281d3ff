/** How many colours: none, 16, 256, true colour. */
export type ColourLevel = 0 | 1 | 2 | 3;

/** The environment variables and stream that decide on colour. */
interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTty: boolean;
}

/** NO_COLOR, FORCE_COLOR, TERM=dumb and whether a person is looking (no-color.org). */
export function colourLevel({ env, isTty }: Surroundings): ColourLevel {
  if ((env['NO_COLOR'] ?? '') !== '') return 0;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return forced(force);
  if (!isTty || env['TERM'] === 'dumb') return 0;
  if (/^(truecolor|24bit)$/.test(env['COLORTERM'] ?? '')) return 3;
  return /256/.test(env['TERM'] ?? '') ? 2 : 1;
}

function forced(value: string): ColourLevel {
  switch (value) {
    case '0':
    case 'false':
      return 0;
    case '2':
      return 2;
    case '3':
      return 3;
    default:
      return 1;
  }
}
