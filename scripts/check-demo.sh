#!/usr/bin/env bash
# The main job: the demo's own 64 photos, then a folder with one file that is no image (exit code 2, all others delivered).
set -euo pipefail
cd "$(dirname "$0")/.."
npm run --silent demo -- --output demo-output/ci
test -s demo-output/ci/contact-sheet.jpg
test -s demo-output/ci/index.json

photos=$(mktemp -d)
trap 'rm -rf "$photos"' EXIT
node - "$photos" <<'JS'
const { createRequire } = require('node:module');
const path = require('node:path');
const sharp = createRequire(path.resolve('examples/photos/package.json'))('sharp');
const [, , directory] = process.argv;
(async () => {
  for (const [i, format] of ['jpeg', 'png', 'webp'].entries()) {
    await sharp({ create: { width: 640, height: 480, channels: 3, background: { r: 60 * i, g: 120, b: 200 } } })
      .toFormat(format)
      .toFile(path.join(directory, `photo-${i}.${format === 'jpeg' ? 'jpg' : format}`));
  }
  require('node:fs').writeFileSync(path.join(directory, 'broken.jpg'), 'not a photo');
})();
JS
status=0
npm run --silent demo -- --input "$photos" --filter sepia --output demo-output/ci-broken | tee "$photos/said" || status=$?
[ "$status" -eq 2 ] || { echo "expected exit code 2 for a broken photo; got $status" >&2; exit 1; }
grep -q 'broken.jpg' "$photos/said" || { echo 'the broken photo is not named' >&2; exit 1; }
test -s demo-output/ci-broken/contact-sheet.jpg
