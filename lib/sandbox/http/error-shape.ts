import { randomUUID } from 'node:crypto';

/** An error of an API, before it has the shape of a product. */
export interface ApiProblem {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly description: string;
}

type Shape = (problem: ApiProblem) => object;

const words: Shape = ({ code, message, description }) => ({
  RequestId: randomUUID(),
  Error: {
    Code: code,
    Message: message,
    Description: description,
    DateTime: new Date().toISOString(),
  },
});

const lowerCase: Shape = ({ code, message, description }) => ({
  requestId: randomUUID(),
  error: { code, message, description, dateTime: new Date().toISOString() },
});

const model: Shape = ({ status, message, description }) => ({
  Code: status,
  Status: description,
  Message: message,
  Description: description,
});

const groupDocs: Shape = ({ code, message }) => ({ error: { code, message } });

/** Every product has a shape of its own; the SDKs read theirs only. */
const SHAPES: Readonly<Record<string, Shape>> = {
  words,
  imaging: words,
  slides: lowerCase,
  barcode: lowerCase,
  cells: model,
  pdf: model,
  tasks: model,
  cad: model,
  conversion: groupDocs,
  viewer: groupDocs,
};

/** The body of an error, as the product in the path gives it. */
export function errorBody(product: string | undefined, problem: ApiProblem): object {
  return (SHAPES[product?.toLowerCase() ?? ''] ?? words)(problem);
}
