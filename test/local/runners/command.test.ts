import { argumentsOf, imageEnvironment, mapPath } from '../../../local/src/runners/process/command';

const image = {
  root: '/staged',
  workdir: '/app',
  env: { NODE_ENV: 'production', PATH: '/app/bin:/usr/bin', HERE: '/app' },
  entrypoint: ['node', '--enable-source-maps'],
  cmd: ['/app/main.js'],
  copied: ['/app/lib', '/app'],
};

describe('what a job executes', () => {
  test('is the command alone without a staged image', () => {
    expect(argumentsOf(['ls', '/app'], undefined)).toEqual(['ls', '/app']);
  });
  test('is ENTRYPOINT and CMD of the image without a command', () => {
    expect(argumentsOf([], image)).toEqual(['node', '--enable-source-maps', '/staged/app/main.js']);
  });
  test('has the command in the place of CMD', () => {
    expect(argumentsOf(['/app/lib/x.js', '/application', '--out=/app'], image)).toEqual([
      'node',
      '--enable-source-maps',
      '/staged/app/lib/x.js',
      '/application',
      '--out=/app',
    ]);
  });
  test('has each entry of the image environment mapped that was copied', () => {
    expect(imageEnvironment(image)).toEqual({
      NODE_ENV: 'production',
      PATH: '/staged/app/bin:/usr/bin',
      HERE: '/staged/app',
    });
  });
  test('maps below everything when the whole root was copied', () => {
    expect(mapPath('/main.js', { root: '/staged', copied: ['/'] })).toBe('/staged/main.js');
  });
});
