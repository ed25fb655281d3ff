import { ProblemError } from '../../evidence/problem.ts';
import { CLIENT_CEILINGS } from '../net.ts';
import { Spacing } from './spacing.ts';

const GAP_MS = 1000 / CLIENT_CEILINGS.perSecond;

/** What all clients together may do to one host. */
export class Allowance {
  readonly sends = new Spacing(GAP_MS);
  readonly connections = new Spacing(GAP_MS);
  readonly #host: string;
  #left: number = CLIENT_CEILINGS.requests;

  constructor(host: string) {
    this.#host = host;
  }

  /** Takes one request of those that are left. Throws a ProblemError. */
  take(): void {
    if (this.again()) return;
    const { requests } = CLIENT_CEILINGS;
    throw new ProblemError('limit', `${this.#host} is sent no more than ${requests} requests`);
  }

  /** Takes one for a request that has to be sent again; false where none is left. */
  again(): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }
}
