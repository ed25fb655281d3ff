import { isCsrfMeta } from '../../codec/html/forms.ts';
import { fieldList } from '../../codec/http/fields.ts';
import { webCompression, type WebCompression } from '../../evidence/kinds/web/content.ts';
import { webSamples, type Hop, type WebSamples } from '../../evidence/kinds/web/response.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { seenIn } from './seen.ts';

/** Judged by the page asked for once more, with a parameter that nobody gave it. */
export const webCompressionDerivation: Derivation<WebCompression> = {
  kind: webCompression,
  from: [webSamples],
  derive: (context) => fromPresent(context.get(webSamples), compressionOf),
};

function compressionOf({ samples, echoed, page }: WebSamples): Observation<WebCompression> {
  const again = samples.find(({ what }) => what === 'again');
  if (again === undefined) return absent(`${page} was not asked for again`);
  const seen = seenIn(again.answer);
  if ('problem' in seen) return unavailable(seen.problem);
  const { hop } = seen;
  if (hop.status >= 300 && hop.status < 400) {
    const detail = `${page} with a parameter answered with status ${hop.status}, not with the page`;
    return unavailable({ code: 'unsupported', detail });
  }
  const encoding = encodingOf(hop);
  const secrets = [...new Set(hop.page?.forms.flatMap(({ secretFields }) => secretFields))];
  return present({
    url: hop.url.slice(0, 200),
    encoding,
    echoes: echoed,
    secrets: secrets.slice(0, 20),
    breach: allOf([encoding !== 'none', echoed, holdsSecret(hop, secrets)]),
  });
}

/** All codings in order; `identity` is none. */
const encodingOf = ({ headers }: Hop): string => {
  const codings = (fieldList(headers, 'Content-Encoding') ?? [])
    .map((coding) => coding.toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  return codings.length === 0 ? 'none' : codings.join(', ').slice(0, 200);
};

/**
 * Fields of Django, Rails, ASP.NET, and of Spring and Express: for years now these have masked the
 * secret anew in each answer, so that compression tells nothing of it.
 */
const MASKED = ['csrfmiddlewaretoken', 'authenticity_token', '__requestverificationtoken', '_csrf'];

/**
 * Null where no secret was seen in a page that was not seen whole, and where those seen may be
 * masked. In `<meta>` Rails masks them and Laravel does not.
 */
function holdsSecret({ page, body }: Hop, secrets: readonly string[]): boolean | null {
  if (secrets.some((name) => !MASKED.includes(name.toLowerCase()))) return true;
  if (secrets.length > 0 || page?.named.some(({ name }) => isCsrfMeta(name)) === true) return null;
  return page === null || !page.complete || body.truncated ? null : false;
}

/** False where one is known to be; null where none is and not all are known. */
function allOf(conditions: readonly (boolean | null)[]): boolean | null {
  if (conditions.includes(false)) return false;
  return conditions.includes(null) ? null : true;
}
