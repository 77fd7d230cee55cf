export type ImageErrorCode = 'NOT_AN_IMAGE' | 'DAMAGED_IMAGE';

const BRAND = Symbol.for('batchwright.example.ImageError');

/**
 * A file that cannot be worked on. Never retryable: another attempt would read the same bytes.
 *
 * - `NOT_AN_IMAGE`: empty, something else, or a kind of image that this platform does not take
 * - `DAMAGED_IMAGE`: begins like an image but cannot be decoded, for example because it was cut off
 */
export class ImageError extends Error {
  readonly code: ImageErrorCode;
  readonly retryable = false as const;
  readonly [BRAND] = true;

  constructor(code: ImageErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  static isImageError(error: unknown): error is ImageError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }
}
Object.defineProperty(ImageError.prototype, 'name', { value: 'ImageError' });
