/** The token of an `Authorization` header. The scheme is compared without regard to case (RFC 9110 §11.1). */
export function bearerTokenOf(authorization: string | undefined): string | undefined {
  return /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
}
