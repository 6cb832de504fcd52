/** How numbers are written: as the browser's language writes them. The texts themselves are English. */
export const locale: string = Intl.NumberFormat.supportedLocalesOf(navigator.language)[0] ?? 'en';
