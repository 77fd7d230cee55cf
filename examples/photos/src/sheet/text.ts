/** Makes text safe inside SVG: markup escaped, characters that XML does not allow left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Roughly how wide a text is, in pixels: fonts differ, so what is drawn is clipped as well. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const character of text) ems += emsOf(character);
  return ems * fontSize;
}

function emsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  // Ideographs, kana, hangul, emoji take a full square.
  if (code >= 0x2e80) return 1;
  if ("iIjl.,:;|!'`()[] ".includes(character)) return 0.31;
  if ('mwMW@%'.includes(character)) return 0.9;
  return character >= 'A' && character <= 'Z' ? 0.69 : 0.58;
}

/** Shortens a text to a width by taking out its middle, because names of photos differ at the end. */
export function fitText(text: string, width: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = [...text];
  for (let kept = characters.length - 1; kept > 1; kept--) {
    const head = Math.ceil(kept / 2);
    const shorter = `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (kept - head)).join('')}`;
    if (textWidth(shorter, fontSize) <= width) return shorter;
  }
  return '…';
}
