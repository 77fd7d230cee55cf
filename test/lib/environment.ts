// The built-in template validator costs about three seconds a synth; one suite turns it on.
process.env.CDK_VALIDATION ??= 'false';
