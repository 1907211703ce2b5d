/** The host as the page has it now: one, none before the first answer and after the connection was lost. */
import type { Host } from '../contract/host.ts'

let host: Host | undefined

export function linkHost(connected: Host | undefined): void {
  host = connected
}

/** @throws Error when there is no connection */
export function theHost(): Host {
  if (!host) throw new Error('There is no connection to the host. Reconnect, then try again.')
  return host
}

export function hasHost(): boolean {
  return host !== undefined
}

/** An error in words for a person. */
export function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
