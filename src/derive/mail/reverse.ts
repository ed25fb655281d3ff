import { reverseName } from '../../codec/dns/reverse-name.ts';
import { addressOctets } from '../../codec/dns/special-address.ts';
import {
  mailReverse,
  mailReverseDns,
  type MailReverse,
  type MailReverseDns,
} from '../../evidence/kinds/mail/exchanges.ts';
import { present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { anyOf, type Known } from '../three-valued.ts';
import { recordedRrset } from './recorded.ts';

/**
 * Whether one of the names that the PTR records of an address give has this address. An address
 * without PTR records has none that could.
 */
export const mailReverseDerivation: Derivation<MailReverse> = {
  kind: mailReverse,
  from: [mailReverseDns],
  derive: (context) => fromPresent(context.get(mailReverseDns), reverseOf),
};

function reverseOf({ address, answers }: MailReverseDns): Observation<MailReverse> {
  const pointers = recordedRrset(answers.items, reverseName(address), 'PTR');
  if (pointers === null) {
    const detail = `no answer for the PTR records of ${address} can be read`;
    return unavailable(answers.because ?? { code: 'malformed', detail });
  }
  const targets = new Set(pointers.records.map(({ data }) => data.target));
  // The root is no host.
  const names = [...targets].filter((name) => name !== '.');
  const type = address.includes(':') ? 'AAAA' : 'A';
  const confirmed = names.map((name): Known => {
    const rrset = recordedRrset(answers.items, name, type);
    return rrset && rrset.records.some(({ data }) => isSame(data.address, address));
  });
  return present({ address, names, confirmed: anyOf(confirmed) });
}

/** Whether two texts are one address: IPv6 has many spellings. */
function isSame(one: string, other: string): boolean {
  const [left, right] = [addressOctets(one), addressOctets(other)];
  return left !== null && right !== null && Buffer.compare(left, right) === 0;
}
