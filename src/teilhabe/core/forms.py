"""Forms as KERN draws them: ``{{ form }}`` and ``{{ field.as_field_group }}`` tie label, hint and error together."""

from django.forms.renderers import TemplatesSetting


class KernRenderer(TemplatesSetting):
    """``FORM_RENDERER`` of the portal. Widgets keep Django's templates; only what stands around them is ours,
    so the editorial back office, which places widgets itself, looks as it did."""

    form_template_name = "core/forms/form.html"
    field_template_name = "core/forms/field.html"
