import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
    { ignores: ['node_modules/', 'dist/'] },
    js.configs.recommended,
    ...tseslint.configs.strictTypeChecked,
    {
        languageOptions: {
            parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] }, tsconfigRootDir: import.meta.dirname },
        },
        rules: {
            eqeqeq: 'error',
            '@typescript-eslint/consistent-type-imports': 'error',
            '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
            // They name what the server promises to send, or the kind of element a template holds.
            '@typescript-eslint/no-unnecessary-type-parameters': 'off',
            // Text that an attacker wrote (labels, history) reaches these modules: it goes into the page as text only.
            'no-restricted-properties': [
                'error',
                { property: 'innerHTML', message: 'Use textContent, or replaceFragment from core/fragment for a page of ours.' },
                { property: 'outerHTML', message: 'Use textContent, or replaceFragment from core/fragment for a page of ours.' },
                { property: 'insertAdjacentHTML', message: 'Use textContent.' },
            ],
        },
    },
    { files: ['eslint.config.js'], ...tseslint.configs.disableTypeChecked },
);
