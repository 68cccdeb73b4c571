import { describe, expect, it } from '@jest/globals';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_RESEND_COUNT,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '@opentelemetry/semantic-conventions';
import { ATTRIBUTES, METRICS, SPANS } from '../../lib/otel/semantic-conventions.js';

describe('O-2 names of metrics, spans and attributes', () => {
  it('belong to this package or to the semantic conventions', () => {
    const ours = [...Object.values(METRICS).map(({ name }) => name), ...Object.values(SPANS)];
    for (const name of ours) expect(name).toMatch(/^aspose\.auth(\.[a-z_]+)+$/);
    const others = Object.values(ATTRIBUTES).filter((name) => !name.startsWith('aspose.auth.'));
    expect(others.sort()).toEqual(
      [
        ATTR_ERROR_TYPE,
        ATTR_HTTP_REQUEST_METHOD,
        ATTR_HTTP_REQUEST_RESEND_COUNT,
        ATTR_HTTP_RESPONSE_STATUS_CODE,
        ATTR_SERVER_ADDRESS,
        ATTR_SERVER_PORT,
      ].sort(),
    );
  });

  it('are unique', () => {
    const all = [
      ...Object.values(METRICS).map(({ name }) => name),
      ...Object.values(SPANS),
      ...Object.values(ATTRIBUTES),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
