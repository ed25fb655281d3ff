/** Bytes being written; a length that is not known yet is held as 0xff, so that a forgotten one never parses. */
export class Writer {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** Appends bytes as they are. */
  bytes(bytes: Uint8Array): void {
    this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Appends an unsigned big-endian integer of 1 to 6 bytes; a value that does not fit is a RangeError. */
  uint(size: number, value: number): void {
    this.#grow(size);
    this.#put(this.#length, size, value);
    this.#length += size;
  }

  /** Writes what `write` appends, preceded by its length in `size` bytes. */
  prefixed(size: number, write: () => void): void {
    const at = this.#length;
    this.bytes(new Uint8Array(size).fill(0xff));
    write();
    this.#put(at, size, this.#length - at - size);
  }

  /** A copy of everything written. */
  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #put(at: number, size: number, value: number): void {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * size)) {
      throw new RangeError(`${value} does not fit into ${size} bytes`);
    }
    let rest = value;
    for (let index = at + size - 1; index >= at; index -= 1) {
      this.#bytes[index] = rest % 0x100;
      rest = Math.floor(rest / 0x100);
    }
  }

  #grow(by: number): void {
    if (this.#length + by <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + by));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
