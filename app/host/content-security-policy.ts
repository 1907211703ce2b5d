/** What the page may load, in either shell: what Monaco and xterm need and nothing more. */

/**
 * No remote code, no eval, no frames, no forms. Inline styles stay: Monaco colours with them.
 * @param connect where the page may connect to beside its own address
 */
export function contentSecurityPolicy(...connect: string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    ["connect-src 'self'", ...connect].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
