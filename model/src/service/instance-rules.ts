/**
 * Image types that the service takes for no new environment any more. Source: AWS Batch User Guide, "Amazon ECS Amazon Linux 2
 * AMI deprecation"; refusal on record for the type itself, whoever made the image.
 */
export const RETIRED_IMAGE_TYPES = ['ECS_AL2', 'ECS_AL2_NVIDIA'] as const;

/** Whether a name in `instanceTypes` stands for a set of the service's choice. Source: API reference, `ComputeResource`. */
export const isInstanceBundle = (name: string): boolean => /^(optimal$|default_)/.test(name);

/** Version of a launch template: a number, or what EC2 calls its default or its newest. Source: refusal on record. */
export const isTemplateVersion = (version: string): boolean => /^(\d+|\$Default|\$Latest)$/.test(version);
