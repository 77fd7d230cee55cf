/** The one global beyond the language that the model uses; every runtime has it. Keeps Node's types, and with them I/O, out. */
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
