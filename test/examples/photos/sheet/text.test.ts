import fc from 'fast-check';
import { escapeXml, fitText, textWidth } from '../../../../examples/photos/src/sheet';

test('escapeXml leaves no markup and no character that XML refuses', () => {
  expect(escapeXml(`<b a="1">Tom & 'Jerry'</b>\u0000\ud800`)).toBe(
    '&lt;b a=&quot;1&quot;&gt;Tom &amp; &apos;Jerry&apos;&lt;/b&gt;',
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = escapeXml(text);
      expect(escaped).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|apos);)/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must be gone
      expect(escaped).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    }),
  );
});

test('fitText keeps what fits, and else both ends of it', () => {
  expect(fitText('sea-0007.jpg', 500, 13)).toBe('sea-0007.jpg');
  const short = fitText('a-very-long-name-of-a-photo-from-the-holidays-0007.jpg', 120, 13);
  expect(short).toMatch(/^a-very.*….*\.jpg$/);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 20, max: 400 }), (text, width) => {
      expect(textWidth(fitText(text, width, 13), 13)).toBeLessThanOrEqual(width);
    }),
  );
});
