/**
 * The formats that the sandbox creates. A file of its own, because the main thread reads the list and must not load the libraries
 * that read documents: those belong to the worker threads.
 */
export const TARGET_FORMATS = ['docx', 'txt', 'html'] as const;
export type TargetFormat = (typeof TARGET_FORMATS)[number];
