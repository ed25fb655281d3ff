/** What decides how an account is kept. */
export interface AccountKeeping {
  /** Whether everything that the pages say is true of it. */
  readonly sound: boolean;
  readonly account: string;
  readonly region: string;
  readonly now: Date;
}

/** A command of the AWS CLI without `aws`, and what it answers. */
export type Output = readonly [command: string, output: object];

const HOUR = 3_600_000;

/** The time so many hours before `now`. */
export const ago = ({ now }: AccountKeeping, hours: number): string =>
  new Date(now.getTime() - hours * HOUR).toISOString();

/** The ARN of a resource of the account. */
export const arn = (
  { account, region }: AccountKeeping,
  service: string,
  resource: string,
): string => `arn:aws:${service}:${region}:${account}:${resource}`;

/** Of the only key. */
export const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';

/** A key of the customer's own. */
export const keyArn = (keeping: AccountKeeping): string => arn(keeping, 'kms', `key/${KEY_ID}`);
