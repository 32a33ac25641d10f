"""What the inbox takes from a browser."""

from django import forms

from baraza.dialogue.letters.models import LetterText


class AnswerForm(forms.Form):
    """An answer as it is written; what is missing in it is the domain's to say."""

    text = forms.CharField(required=False, strip=False)
    subject = forms.CharField(required=False, max_length=500)
    letter = forms.ModelChoiceField(LetterText.objects.all(), required=False)
    seen = forms.IntegerField(required=False)
