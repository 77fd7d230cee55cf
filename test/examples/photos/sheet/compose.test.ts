import sharp from 'sharp';
import { composeSheet, layOutSheet, type Tile } from '../../../../examples/photos/src/sheet';

test('composeSheet puts each picture into the middle of its cell', async () => {
  const colours = ['#ff0000', '#00c000', '#0000ff', '#ffd000', '#d000d0'];
  const tiles = await Promise.all(colours.map((colour) => tile(colour, 200, 100)));
  const sheet = await composeSheet(tiles, { title: 'Five', subtitle: 'colours', columns: 3, width: 2 });

  const layout = layOutSheet(5, 3);
  const { data, info } = await sharp(sheet).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([layout.width, layout.height]);
  for (const row of layout.rows) {
    for (const { index, picture } of row.cells) {
      const x = picture.x + picture.width / 2;
      // Pictures stand on the lower edge of their square.
      const y = row.y + picture.y + picture.height - 50;
      const at = (y * info.width + x) * info.channels;
      const expected = [...Buffer.from(colours[index]!.slice(1), 'hex')];
      for (const channel of [0, 1, 2]) expect(Math.abs(data[at + channel]! - expected[channel]!)).toBeLessThan(12);
    }
  }
});

test('composeSheet sets any caption: markup, controls, other alphabets', async () => {
  const odd = await tile('#888888', 64, 64, '</text><script>&\u0000 日本 \ud800.jpg');
  const sheet = await composeSheet([odd], { title: '<&>"\u0007', subtitle: '', columns: 8, width: 1 });
  expect((await sharp(sheet).metadata()).format).toBe('jpeg');
});

test('composeSheet never loads more thumbnails at once than it may', async () => {
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#333' } })
    .png()
    .toBuffer();
  let open = 0;
  let most = 0;
  const load = async (): Promise<Uint8Array> => {
    most = Math.max(most, ++open);
    await new Promise((resolve) => setImmediate(resolve));
    open--;
    return picture;
  };
  const tiles = Array.from({ length: 30 }, () => ({ caption: '', detail: '', load }));
  await composeSheet(tiles, { title: '', subtitle: '', columns: 10, width: 3 });
  expect(most).toBe(3);
});

async function tile(colour: string, width: number, height: number, caption = colour): Promise<Tile> {
  const bytes = await sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toBuffer();
  return { caption, detail: `${width} × ${height}`, load: async () => bytes };
}
