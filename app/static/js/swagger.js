// Swagger UI from FAB's static files, without an inline script.

export function dress([box]) {
  if (box.dataset.dressed) return;
  box.dataset.dressed = "yes";
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: box.dataset.style }));
  const script = Object.assign(document.createElement("script"), { src: box.dataset.script });
  script.onload = () => window.SwaggerUIBundle({
    url: box.dataset.swagger, domNode: box, layout: "BaseLayout", docExpansion: "none", defaultModelsExpandDepth: 0,
    presets: [window.SwaggerUIBundle.presets.apis], validatorUrl: null,
    requestInterceptor: (request) => {
      if (request.method !== "GET") request.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]').content;
      return request;
    },
  });
  document.head.append(script);
}
