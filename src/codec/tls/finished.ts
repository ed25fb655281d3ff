import { rest, struct, type Decoded } from '../base/codec.ts';

/** Finished (RFC 9846, section 4.5.3); the suite and version say how long it is. */
export const Finished = struct({ verifyData: rest });
export type Finished = Decoded<typeof Finished>;
