// What scenes do on a page before their picture is taken.

/** Presses the first button of that name. */
export const click = (name) => (page) => page.getByRole('button', { name }).first().click();
