const swc = [
  '@swc/jest',
  { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' }, sourceMaps: 'inline' },
];

// On Node.js 20 the AWS SDK says in every test file that it will need 22 one day (docs/adr/0001).
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** One project per folder of `test/`, so that the inner loop can leave the slow ones out. */
const project = (name, options = {}) => ({
  displayName: name,
  rootDir: __dirname,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: 'node',
  // Tests run from source: no build, no stale output.
  testEnvironmentOptions: { customExportConditions: ['@batchwright/source', 'node', 'require', 'default'] },
  transform: { '^.+\\.(ts|m?js)$': swc },
  // Published as ES modules only, which jest cannot require before Node 24.9.
  transformIgnorePatterns: ['/node_modules/(?!(arktype|@ark|arkregex)/)'],
  modulePathIgnorePatterns: ['/dist/', '/cdk\\.out/', '/demo-output/'],
  ...options,
});

module.exports = {
  projects: [
    project('model'),
    project('runtime'),
    project('local'),
    project('bin'),
    project('faults'),
    project('lib', { setupFiles: ['<rootDir>/test/lib/environment.ts'] }),
    project('examples', { setupFiles: ['<rootDir>/test/lib/environment.ts'] }),
    project('boundaries'),
  ],
};
