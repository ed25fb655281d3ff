/** A text of a site's that people are shown: cut where nobody reads on. */
export const shortText = (text: string): string =>
  text.length > 200 ? `${text.slice(0, 199)}…` : text;
