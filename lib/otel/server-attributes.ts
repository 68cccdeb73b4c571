import type { Attributes } from '@opentelemetry/api';
import { ATTRIBUTES } from './names.js';

/** `server.address` and `server.port` of an https or http address. */
export function serverAttributes(address: string): Attributes {
  const { hostname, port, protocol } = new URL(address);
  const standard = protocol === 'http:' ? 80 : 443;
  return { [ATTRIBUTES.serverAddress]: hostname, [ATTRIBUTES.serverPort]: port === '' ? standard : Number(port) };
}
