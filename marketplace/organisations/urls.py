"""Pages of this room."""

from django.urls import URLPattern, path

from marketplace.organisations import views

app_name = "organisations"
urlpatterns: list[URLPattern] = [
    path("yard/", views.yard, name="yard"),
    path("switch/", views.switch, name="switch"),
    path("organisations/new/", views.organisation_new, name="organisation-new"),
    path("organisations/<slug:slug>/", views.organisation, name="organisation"),
    path("organisation/", views.manage, name="manage"),
    path("organisation/edit/", views.organisation_edit, name="organisation-edit"),
    path("organisation/sites/new/", views.site_new, name="site-new"),
    path("organisation/sites/<int:pk>/", views.site_edit, name="site-edit"),
    path("organisation/sites/<int:pk>/close/", views.site_close, name="site-close"),
    path("organisation/people/<int:pk>/roles/", views.membership_change, name="membership-change"),
    path("organisation/people/<int:pk>/end/", views.membership_end, name="membership-end"),
    path("organisation/invitations/new/", views.invitation_new, name="invitation-new"),
    path("organisation/invitations/<int:pk>/revoke/", views.invitation_revoke, name="invitation-revoke"),
    path("invitations/<int:pk>/accept/", views.invitation_accept, name="invitation-accept"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("circles/", views.circles, name="circles"),
    path("circles/new/", views.circle_new, name="circle-new"),
    path("circles/<int:pk>/", views.circle, name="circle"),
    path("circles/<int:pk>/edit/", views.circle_edit, name="circle-edit"),
    path("circles/<int:pk>/invite/", views.circle_invite, name="circle-invite"),
    path("circles/<int:pk>/answer/", views.circle_answer, name="circle-answer"),
    path("circles/<int:pk>/leave/", views.circle_leave, name="circle-leave"),
    path("circles/<int:pk>/members/<int:member>/remove/", views.circle_remove, name="circle-remove"),
    path("places/", views.place_suggest, name="place-suggest"),
]
