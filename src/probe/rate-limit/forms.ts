/** Another way to write a URL that servers mostly take for the same. */
export interface PathForm {
  /** As the report names it: `with a slash at the end`. */
  readonly form: string;
  readonly url: URL;
}

/** Forms of a URL that are not the same to everybody; `mark` is in a parameter that nobody has. */
export const formsOf = (url: URL, mark: string): readonly PathForm[] =>
  FORMS.flatMap(({ form, write }) => {
    const written = new URL(url);
    write(written, mark);
    return written.href === url.href ? [] : [{ form, url: written }];
  });

const FORMS: readonly {
  readonly form: string;
  readonly write: (url: URL, mark: string) => void;
}[] = [
  {
    form: 'with a slash at the end',
    write: (url) => {
      if (!url.pathname.endsWith('/')) url.pathname += '/';
    },
  },
  {
    form: 'without the slash at the end',
    write: (url) => {
      if (url.pathname !== '/') url.pathname = url.pathname.replace(/\/$/, '');
    },
  },
  {
    form: 'with a doubled slash',
    write: (url) => {
      const { before, segment } = lastOf(url.pathname);
      url.pathname = `${before}/${segment}`;
    },
  },
  {
    form: 'in another case',
    write: (url) => {
      const { before, segment } = lastOf(url.pathname);
      url.pathname = before + segment.replace(/%..|[a-z]|[A-Z]/g, otherCase);
    },
  },
  {
    form: 'with a letter percent-encoded',
    write: (url) => {
      const { before, segment } = lastOf(url.pathname);
      url.pathname = before + segment.replace(/(?<!%.?)[a-z](?=[^a-z]*$)/i, percentEncoded);
    },
  },
  {
    form: 'with a parameter in the path',
    write: (url, mark) => {
      url.pathname += `;assay=${mark}`;
    },
  },
  {
    form: 'with a parameter in the query',
    write: (url, mark) => {
      url.search += `${url.search === '' ? '?' : '&'}assay=${mark}`;
    },
  },
];

/** The last segment of a path, with the slash behind it, and what is before. */
function lastOf(path: string): { before: string; segment: string } {
  const start = path.replace(/\/$/, '').lastIndexOf('/') + 1;
  return { before: path.slice(0, start), segment: path.slice(start) };
}

const otherCase = (letter: string): string => {
  if (letter.startsWith('%')) return letter;
  return letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
};

const percentEncoded = (letter: string): string =>
  `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
