/**
 * A scheme of one's own, in a Chromium that can't be taught one: `managerie://app/x` is `https://app.managerie.invalid/x`
 * there, and answered by the app's own handler. `.invalid` never resolves, so nothing can go out by it.
 */
const SUFFIX = '.invalid'

/** Own address → the one that Chromium sees. Others stay. */
export function toChromium(address: string, schemes: ReadonlySet<string>): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(address)
  if (match === null) return address
  const [, scheme = '', host = '', rest = ''] = match
  return schemes.has(scheme) ? `https://${host}.${scheme}${SUFFIX}${rest}` : address
}

/** The way back. */
export function toApp(address: string, schemes: ReadonlySet<string>): string {
  const match = /^https:\/\/([^/?#]*)(.*)$/.exec(address)
  if (match === null) return address
  const [, host = '', rest = ''] = match
  if (!host.endsWith(SUFFIX)) return address
  const labels = host.slice(0, -SUFFIX.length).split('.')
  const scheme = labels.pop() ?? ''
  return schemes.has(scheme) && labels.length > 0 ? `${scheme}://${labels.join('.')}${rest}` : address
}
