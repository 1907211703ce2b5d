/** Which theme is in force: the person's choice, or the system's. */
import { effect, signal } from '@preact/signals'
import { settings, theme } from '../store.ts'

const dark = matchMedia('(prefers-color-scheme: dark)')
const contrast = matchMedia('(prefers-contrast: more)')
const system = signal(systemTheme())

function systemTheme(): 'light' | 'dark' | 'contrast' {
  if (contrast.matches) return 'contrast'
  return dark.matches ? 'dark' : 'light'
}

/** Keeps the page's theme in step with the setting and the system. */
export function followTheme(): void {
  for (const query of [dark, contrast]) query.addEventListener('change', () => (system.value = systemTheme()))
  effect(() => {
    const wish = settings.value.theme
    theme.value = wish === 'system' ? system.value : wish
    document.documentElement.dataset['theme'] = theme.value
  })
  effect(() => {
    document.documentElement.dataset['motion'] = settings.value.motion ?? 'system'
  })
}

const still = matchMedia('(prefers-reduced-motion: reduce)')

/** Whether nothing is to move by itself: the person's wish or the system's. */
export function reducesMotion(): boolean {
  return settings.value.motion === 'reduced' || still.matches
}

/** A token's value in the theme in force, such as `--ink`; for libraries that take colours, not styles. */
export function token(name: `--${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}
