/*
 * Runs before the first paint (a plain script in the head), so that the page never flashes in the other theme.
 * The server has written the person's choice into data-theme-choice: auto, light or dark.
 */
{
    const root = document.documentElement;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = (): void => {
        const choice = root.dataset['themeChoice'] ?? 'auto';
        root.dataset['bsTheme'] = choice === 'auto' ? (dark.matches ? 'dark' : 'light') : choice;
    };
    apply();
    dark.addEventListener('change', apply);
    new MutationObserver(apply).observe(root, { attributeFilter: ['data-theme-choice'] });
}
