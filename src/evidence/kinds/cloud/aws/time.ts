import { z } from 'zod';

/** A time as the command line writes it: ISO 8601, or seconds since 1970 where it is set to `wire`. */
export const AwsTime = z.union([z.iso.datetime({ offset: true }), z.number()]);
export type AwsTime = z.infer<typeof AwsTime>;
