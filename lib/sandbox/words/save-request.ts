import type { Content } from '../storage/content.js';
import { ApiError } from './words-error.js';

/** What a document is to be saved as. */
export interface SaveOptions {
  format: string;
  fileName: string;
}

/** Reads the body of `saveAs`: `{"SaveFormat":"html","FileName":"x.html"}`; further options are ignored. */
export function readSaveOptions(body: Content): SaveOptions {
  const { SaveFormat: format, FileName: fileName } = parse(body.bytes().toString('utf8'));
  if (typeof format !== 'string' || typeof fileName !== 'string' || format === '' || fileName === '') {
    throw new ApiError(400, 'The body must name a SaveFormat and a FileName.');
  }
  return { format, fileName };
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError(400, 'The body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null) throw new ApiError(400, 'The body must be a JSON object.');
  return value as Record<string, unknown>;
}
