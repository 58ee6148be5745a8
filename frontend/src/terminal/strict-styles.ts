/*
 * xterm.js writes its colours and sizes into `<style>` elements and `style` attributes, which our content security policy
 * forbids. Here the same text takes ways that the policy allows: constructed style sheets and the style object.
 */

/** Runs `open`. The style elements that it makes are constructed sheets, now and later. */
export function withStrictStyles(open: () => void): void {
    const make = (tag: string): HTMLElement => document.createElementNS('http://www.w3.org/1999/xhtml', tag);
    const strict = (tag: string): HTMLElement => (tag.toLowerCase() === 'style' ? sheetElement() : make(tag));
    Object.defineProperty(document, 'createElement', { value: strict, configurable: true });
    try {
        open();
    } finally {
        Reflect.deleteProperty(document, 'createElement');
    }
}

/** An element that stands where a `<style>` would, with a constructed sheet behind it. */
function sheetElement(): HTMLElement {
    const element = document.createElement('template');
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(sheet);
    Object.defineProperty(element, 'textContent', {
        get: () => '',
        set: (text: string) => { sheet.replaceSync(text); },
    });
    element.remove = () => {
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
        Element.prototype.remove.call(element);
    };
    return element;
}

// Cells get their colours at any time, and only spans do.
HTMLSpanElement.prototype.setAttribute = function (this: HTMLSpanElement, name: string, value: string): void {
    if (name === 'style') {
        this.style.cssText = value;
    } else {
        Element.prototype.setAttribute.call(this, name, value);
    }
};
