/** Finds the element that must be there: a template and its module disagree otherwise. */
export function find<T extends Element = HTMLElement>(root: ParentNode, selector: string): T {
    const element = root.querySelector<T>(selector);
    if (!element) {
        throw new Error(`cannot find "${selector}": the template lacks it`);
    }
    return element;
}

/** A new element with a class and a text; the text is never read as markup. */
export function create<K extends keyof HTMLElementTagNameMap>(
    tag: K,
    className = '',
    text = '',
): HTMLElementTagNameMap[K] {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
}

/** Adds a listener; the answer removes it. */
export function on(target: EventTarget, event: string, listener: (event: Event) => void): () => void {
    target.addEventListener(event, listener);
    return () => {
        target.removeEventListener(event, listener);
    };
}

/** `data-text-NAME` of a mount: words come from the server's message bundles, not from scripts. */
export function text(element: HTMLElement, name: string): string {
    const value = element.getAttribute(`data-text-${name}`);
    if (value === null) {
        throw new Error(`cannot find data-text-${name}: the template lacks it`);
    }
    return value;
}

/** One icon of the sprite. The address comes from the page, because its name changes with its content. */
export function icon(name: string): SVGSVGElement {
    const sprite = document.querySelector<HTMLMetaElement>('meta[name="icons"]')?.content ?? '';
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    use.setAttribute('href', `${sprite}#${name}`);
    svg.append(use);
    return svg;
}
