function __doPostBack(target, argument) {
  var form = document.forms['aspnetForm'];
  form.__EVENTTARGET.value = target;
  form.__EVENTARGUMENT.value = argument;
  form.submit();
}
function visaBilaga(nummer) {
  window.open('/bilaga/visa' + '?id=' + nummer, 'bilaga', 'width=640,height=700,scrollbars=yes');
}
