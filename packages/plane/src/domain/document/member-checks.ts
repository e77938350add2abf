import { badContent, type Members } from './content-error.ts'

/** Tells whether a text will only be known later, so that rules about its value wait. */
export type IsUnknown = (text: string) => boolean

/** Absent or text. */
export function checkText(holder: Members, name: string, where: string): void {
  const value = holder[name]
  if (value !== undefined && typeof value !== 'string') throw badContent(`${where}.${name} must be text.`)
}

/** Absent, true, false, or a text that Go reads as one of them. */
export function checkFlag(holder: Members, name: string, where: string, isUnknown: IsUnknown): void {
  const value = holder[name]
  if (value === undefined || typeof value === 'boolean') return
  const isFine =
    typeof value === 'string' && (/^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)?$/.test(value) || isUnknown(value))
  if (!isFine) throw badContent(`${where}.${name} must be true or false.`)
}
