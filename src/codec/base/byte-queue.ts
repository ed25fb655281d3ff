/** Bytes that arrive in chunks and are taken in pieces of another size. */
export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #length = 0;

  /** Bytes not taken yet. */
  get length(): number {
    return this.#length;
  }

  /** Appends a chunk, which must not change afterwards. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The next `size` bytes without taking them; undefined where they have not all arrived. */
  peek(size: number): Uint8Array | undefined {
    if (size > this.#length) return undefined;
    const first = this.#chunks[0] ?? new Uint8Array();
    if (first.length >= size) return first.subarray(0, size);
    const joined = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks = [joined];
    return joined.subarray(0, size);
  }

  /** Takes the next `size` bytes; undefined, taking none, where they have not all arrived. */
  take(size: number): Uint8Array | undefined {
    const taken = this.peek(size);
    const [first] = this.#chunks;
    if (taken === undefined || first === undefined) return taken;
    if (first.length > size) this.#chunks[0] = first.subarray(size);
    else this.#chunks.shift();
    this.#length -= size;
    return taken;
  }
}
