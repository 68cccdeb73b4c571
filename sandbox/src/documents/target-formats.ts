/** The formats that the sandbox creates. */
export const TARGET_FORMATS = ['docx', 'txt', 'html'] as const;
export type TargetFormat = (typeof TARGET_FORMATS)[number];
