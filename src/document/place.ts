/** A place in a file, counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Keys and indices from the root of a document to a value. */
export type DocumentPath = readonly PropertyKey[];

/** Something wrong in a file, and what was probably meant. */
export interface DocumentProblem {
  readonly place: Place;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Where things stand in a document. */
export interface Places {
  readonly file: string;
  /** Where the value at `path` begins; where there is none, the closest value around it. */
  readonly place: (path: DocumentPath) => Place;
  /** Where the last key of `path` stands. */
  readonly keyPlace: (path: DocumentPath) => Place;
}
