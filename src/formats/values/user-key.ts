const ASCII = /^[\0-\x7f]*$/;

/**
 * What two spellings of a user's name in different letter case have in common: lower case of the whole of Unicode, in
 * composed form (ë is one character), with the one small sigma. Every place that compares names of users goes by it.
 * As in Windows, i is not İ or ı, and ß is not ss.
 */
export function userKey(name: string): string {
  if (ASCII.test(name)) return name.toLowerCase();
  // Lower case takes İ for i and a dot; what is composed first may be composed again then.
  return name.normalize('NFC').toLowerCase().normalize('NFC').replaceAll('ς', 'σ');
}
