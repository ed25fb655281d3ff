/** Why bytes could not be decoded: too few, too many, or against the format. */
export type DecodeFault = 'truncated' | 'trailing' | 'malformed';

/** Bytes that are not what their format says; names the field and the offset in the whole message. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly fault: DecodeFault;
  readonly field: string;
  readonly offset: number;

  constructor(fault: DecodeFault, field: string, offset: number, reason: string) {
    super(`${field} at byte ${offset}: ${reason}`);
    this.fault = fault;
    this.field = field;
    this.offset = offset;
  }
}

/** A cursor over bytes that cannot be moved past its end and knows which field it stands in. */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #position: number;
  #field: string;

  constructor(bytes: Uint8Array, field: string, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#field = field;
    this.#position = start;
    this.#end = end;
  }

  /** Offset of the next byte in the whole message. */
  get offset(): number {
    return this.#position;
  }

  /** Bytes left before the end of this reader. */
  get remaining(): number {
    return this.#end - this.#position;
  }

  /** Path of the field it stands in, as error texts name it. */
  get field(): string {
    return this.#field;
  }

  /** The whole message, also what lies outside this reader (DNS compression points there). */
  get message(): Uint8Array {
    return this.#bytes;
  }

  /** Takes the next `length` bytes. */
  bytes(length: number): Uint8Array {
    if (length > this.remaining) {
      this.fail(`needs ${length} bytes, has ${this.remaining}`, 'truncated');
    }
    this.#position += length;
    return this.#bytes.subarray(this.#position - length, this.#position);
  }

  /** Takes an unsigned big-endian integer of 1 to 6 bytes. */
  uint(size: number): number {
    let value = 0;
    for (const byte of this.bytes(size)) value = value * 0x100 + byte;
    return value;
  }

  /** Takes the next `length` bytes as a reader of their own, which cannot escape them. */
  sub(length: number): Reader {
    const start = this.#position;
    this.bytes(length);
    return new Reader(this.#bytes, this.#field, start, start + length);
  }

  /** Decodes with `name` appended to the field's path; `[i]` is appended without a dot. */
  in<T>(name: string, decode: (reader: this) => T): T {
    const outer = this.#field;
    this.#field = name.startsWith('[') ? outer + name : `${outer}.${name}`;
    const value = decode(this);
    this.#field = outer;
    return value;
  }

  /** Refuses bytes left over. */
  end(): void {
    if (this.remaining > 0) this.fail(`${this.remaining} bytes too many`, 'trailing');
  }

  /** Throws a DecodeError at the present field and offset. */
  fail(reason: string, fault: DecodeFault = 'malformed', offset = this.#position): never {
    throw new DecodeError(fault, this.#field, offset, reason);
  }
}
