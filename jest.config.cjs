const swc = ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, sourceMaps: 'inline' }];

/** One project per folder of `test/`, so that the inner loop can leave the slow ones out. */
const project = (name, options = {}) => ({
  displayName: name,
  rootDir: __dirname,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: 'node',
  // Tests run from source: no build, no stale output.
  testEnvironmentOptions: { customExportConditions: ['@batchwright/source', 'node', 'require', 'default'] },
  transform: { '^.+\\.ts$': swc },
  modulePathIgnorePatterns: ['/dist/', '/cdk\\.out/', '/demo-output/'],
  ...options,
});

module.exports = {
  projects: [
    project('model'),
    project('runtime'),
    project('local'),
    project('bin'),
    project('lib', { setupFiles: ['<rootDir>/test/lib/environment.ts'] }),
    project('examples', { setupFiles: ['<rootDir>/test/lib/environment.ts'] }),
    project('boundaries'),
  ],
};
