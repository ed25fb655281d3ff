import { attributeOf, isHtml, type Element, type Placed } from './tree.ts';

/** A form, or one of its buttons that sends it elsewhere. */
export interface Form {
  /** As written; empty where the form goes to the page itself. */
  readonly action: string;
  /** In upper case. */
  readonly method: string;
  readonly password: boolean;
  readonly secretFields: readonly string[];
}

/** In the name of a hidden field: its value is a secret between the page and the server. */
const SECRET = /csrf|xsrf|token|nonce|secret|session|authenticity|requestverification|passw/i;

/** Whether the content of a `<meta>` of this name, in lower case, is such a secret. */
export const isCsrfMeta = (name: string): boolean =>
  /^(?:x-)?_?[cx]srf(?:[-_]token)?$|^_{0,2}requestverificationtoken$/.test(name);

const MOST_SECRETS = 20;

interface Controls {
  password: boolean;
  readonly secrets: Set<string>;
  readonly submitters: Element[];
}

/** Gathers the forms of a page and what belongs to each, wherever it stands. */
export class FormReader {
  readonly #forms: Element[] = [];
  readonly #controls: Placed[] = [];
  /** The first element with an id is the one that is meant. */
  readonly #byId = new Map<string, Element>();

  read(placed: Placed): void {
    const { element } = placed;
    const id = attributeOf(element, 'id');
    if (id !== null && !this.#byId.has(id)) this.#byId.set(id, element);
    if (isHtml(element, 'form')) this.#forms.push(element);
    if (isHtml(element, 'input') || isHtml(element, 'button')) this.#controls.push(placed);
  }

  /** In order, each followed by its buttons that send it elsewhere. */
  forms(): readonly Form[] {
    const owned = new Map(this.#forms.map((form) => [form, controlsOfNone()]));
    for (const placed of this.#controls) {
      const owner = this.#ownerOf(placed);
      const controls = owner && owned.get(owner);
      if (controls) take(placed.element, controls);
    }
    return [...owned].flatMap(([form, { password, secrets, submitters }]) => {
      const method = methodOf(form, 'method') ?? 'GET';
      const secretFields = [...secrets];
      return [
        { action: attributeOf(form, 'action') ?? '', method, password, secretFields },
        ...submitters.map((button) => ({
          action: attributeOf(button, 'formaction') ?? '',
          method: methodOf(button, 'formmethod') ?? method,
          password,
          secretFields,
        })),
      ];
    });
  }

  /** HTML Standard, "form owner": the attribute decides, also where it names no form. */
  #ownerOf({ element, form }: Placed): Element | null {
    const id = attributeOf(element, 'form');
    return id === null ? form : (this.#byId.get(id) ?? null);
  }
}

const controlsOfNone = (): Controls => ({ password: false, secrets: new Set(), submitters: [] });

function take(element: Element, controls: Controls): void {
  const type = attributeOf(element, 'type')?.toLowerCase() ?? '';
  const isButton = isHtml(element, 'button');
  const submits = isButton
    ? type !== 'button' && type !== 'reset'
    : type === 'submit' || type === 'image';
  if (submits && attributeOf(element, 'formaction')) controls.submitters.push(element);
  if (isButton) return;
  if (type === 'password') controls.password = true;
  const name = attributeOf(element, 'name') ?? '';
  if (type === 'hidden' && SECRET.test(name) && controls.secrets.size < MOST_SECRETS) {
    controls.secrets.add(name.slice(0, 100));
  }
}

/** Null where the attribute is not there; a method that nobody knows is GET. */
function methodOf(element: Element, name: string): string | null {
  const method = attributeOf(element, name)?.toUpperCase();
  if (method === undefined) return null;
  return method === 'POST' || method === 'DIALOG' ? method : 'GET';
}
