import type { Progress } from '../audit/observe-run.ts';

/** Where progress goes: a live line for each target in a terminal, plain lines elsewhere. */
export interface ProgressView {
  show(event: Progress): void;
  /** Takes the live lines away before the report. */
  end(): void;
}

interface Line {
  readonly name: string;
  readonly probes: number;
  looked: number;
  last: string;
  done: boolean;
  /** What is made alone, after the rest. */
  alone: string | null;
}

const SILENT: ProgressView = { show: () => undefined, end: () => undefined };

/** The view for stderr as it is. */
export function progressView(options: {
  readonly silent: boolean;
  readonly isTty: boolean;
  readonly columns: number;
  readonly write: (text: string) => void;
}): ProgressView {
  if (options.silent) return SILENT;
  return options.isTty ? liveView(options) : plainView(options.write);
}

function plainView(write: (text: string) => void): ProgressView {
  return {
    show(event) {
      if (event.type === 'expanded') write(`looking at ${namesOf(event)}\n`);
      if (event.type === 'done') write(`${event.target.id}: done\n`);
      if (event.type === 'alone') write(`${event.target.id}: ${aloneText(event)}\n`);
    },
    end: () => undefined,
  };
}

function liveView(options: {
  readonly columns: number;
  readonly write: (text: string) => void;
}): ProgressView {
  const lines = new Map<string, Line>();
  let drawn = 0;
  const draw = (): void => {
    const width = Math.max(20, options.columns - 1);
    const text = [...lines.values()].map((line) => lineText(line).slice(0, width));
    options.write(`${erase(drawn)}${text.join('\n')}${text.length > 0 ? '\n' : ''}`);
    drawn = text.length;
  };
  return {
    show(event) {
      if (event.type === 'expanded') {
        options.write(`looking at ${namesOf(event)}\n`);
        return;
      }
      const { id } = event.target;
      if (event.type === 'target') {
        lines.set(id, {
          ...{ name: id, probes: event.probes, looked: 0, last: '', done: false },
          alone: null,
        });
      }
      const line = lines.get(id);
      if (line === undefined) return;
      if (event.type === 'looked') {
        line.looked += 1;
        line.last = event.evidence.kind;
      }
      if (event.type === 'alone') line.alone = aloneText(event);
      if (event.type === 'looked') line.alone = null;
      if (event.type === 'done') line.done = true;
      draw();
    },
    end() {
      options.write(erase(drawn));
      lines.clear();
      drawn = 0;
    },
  };
}

/** Goes up over the lines drawn and clears them. */
const erase = (lines: number): string => (lines === 0 ? '' : `\u001b[${lines}A\u001b[J`);

/** What takes its time, and how much of it. */
const aloneText = ({ title, ms }: Extract<Progress, { type: 'alone' }>): string =>
  `${title.toLowerCase()}, at most ${Math.round(ms / 1000)} s`;

function lineText({ name, probes, looked, last, done, alone }: Line): string {
  if (alone !== null) return `  ${name}  ${alone}`;
  return done ? `  ${name}  done` : `  ${name}  ${Math.min(looked, probes)}/${probes} ${last}`;
}

const namesOf = ({ targets }: Extract<Progress, { type: 'expanded' }>): string =>
  targets.map(({ id }) => id).join(', ');
