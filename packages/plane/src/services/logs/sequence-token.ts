/**
 * What PutLogEvents is to show next. AWS takes any and gives one still; agents hand it back. 56 digits.
 *
 * @param eventsPut how many events the stream has had
 */
export function sequenceTokenOf(eventsPut: number): string {
  return `4${String(eventsPut).padStart(55, '0')}`
}
