/** What the terminal is like. */

/** Columns to print in; where nobody looks, enough for whole lines as a rule. */
export function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : 200
}

/** The name of a signal's exit code: 130 for SIGINT. */
export function signalCode(signal: 'SIGINT' | 'SIGTERM'): number {
  return signal === 'SIGINT' ? 130 : 143
}

/** Whether a browser that is opened here is seen by anybody. */
export function hasDisplay(env: Readonly<Record<string, string | undefined>>, platform: string): boolean {
  if (platform === 'darwin' || platform === 'win32') return !env['SSH_CONNECTION']
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}
